package shapes.in_large_numbers

# None of the list is a number that JavaScript holds exactly.
allow if input.resource.properties.price in [9007199254740993, 36028797018963969]
