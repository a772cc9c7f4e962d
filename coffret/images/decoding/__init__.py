"""What the pixels of an image say, decoded strictly in the limited child."""
