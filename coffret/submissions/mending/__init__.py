"""What is put right before publication: one value, every line that holds it, or always; each act can be undone.

What was received never changes: acts change what a line will publish, and a line remembers what was handed in.
"""
