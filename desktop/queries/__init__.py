"""What a screen or a report reads: functions over a read-only connection, frozen values back."""
