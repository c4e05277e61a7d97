"""All tests. They mirror the folders they test."""
