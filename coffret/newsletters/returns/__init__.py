"""What comes back: bounces, complaints, and what they say of an address."""
