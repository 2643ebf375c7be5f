"""Claims as they are entered: completing, judging, showing what they would change, and writing them."""
