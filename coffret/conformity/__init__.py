"""How the notices of a museum stand: conformity, its trend, what gains most, and why a notice is or is not online."""
