"""Anyone's figures checked: found in a text, held against themselves, each other, and a wave. Pure, without database."""
