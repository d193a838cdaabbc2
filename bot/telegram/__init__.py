"""Speaks: sends what there is to say to Telegram chats, and answers their commands."""
