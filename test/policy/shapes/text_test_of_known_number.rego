package shapes.text_test_of_known_number

allow if startswith(input.resource.properties.name, data.prices.low)

allow if input.resource.properties.flag
