"""What this program is: its versions, what is new, where its log lies."""
