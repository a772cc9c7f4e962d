"""Putting right: corrections offered beside findings, alerts accepted, what a museum always wants."""
