"""Runs: settings, composition root, jobs, daemon, command line and Telegram."""
