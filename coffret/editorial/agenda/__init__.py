"""Events: their state, who registers, calendars and mails."""
