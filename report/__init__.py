"""Says: words in Arabic, French and English, Telegram HTML, alert and digest texts, charts."""
