"""The office: people, rows, pages and the journal. What is lawful it asks `gengheng`."""
