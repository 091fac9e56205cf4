package shapes.order_of_cases

allow if input.resource.properties.name <= "Z"
