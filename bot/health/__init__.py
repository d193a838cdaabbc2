"""How Marsad itself is doing: gathered from the database, shown in chat, on a page and to Prometheus."""
