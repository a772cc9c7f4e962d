"""What the bytes of an image say, format by format, without decoding a pixel."""
