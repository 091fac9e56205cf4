package shapes.number_against_text

allow if input.resource.properties.price < "a"
