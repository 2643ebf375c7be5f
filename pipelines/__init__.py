"""The top floor: what runs, when, and from where. No business logic."""
