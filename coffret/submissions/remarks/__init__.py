"""What readers say is wrong in a notice: written on the public site, answered by its museum."""
