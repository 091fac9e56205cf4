package shapes.text_against_number

allow if input.resource.properties.name > 5
