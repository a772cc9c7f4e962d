"""The limited child processes that read hostile images, and the way to ask them."""
