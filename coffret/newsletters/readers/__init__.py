"""Those who read: subscribing, preferences, leaving, import and export, and what proves it."""
