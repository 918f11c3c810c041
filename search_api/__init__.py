"""The application: what users do, and how they reach it."""
