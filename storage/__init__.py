"""Remembers: accounts, snapshots, states, alerts, the outbox and the chats, on SQLite or PostgreSQL."""
