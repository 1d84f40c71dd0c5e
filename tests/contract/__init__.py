"""What we and Twilio say to each other, held against Twilio's own public description of its API."""
