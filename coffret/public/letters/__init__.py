"""The letters as the public meets them: archive, web versions, subscription, preferences, leaving."""
