"""What is made from a master: derivatives to hand over, thumbnails, pyramids."""
