"""The sending domain: what the DNS says of it, and what a message of ours looks like on arrival."""
