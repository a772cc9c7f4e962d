"""The folder of images and notices that a museum sends on."""
