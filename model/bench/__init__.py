"""What measures speed. Nothing but its command imports it."""
