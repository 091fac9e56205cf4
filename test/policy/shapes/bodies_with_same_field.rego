package shapes.bodies_with_same_field

who := input.resource.properties.owner if input.resource.properties.flag

who := input.resource.properties.owner if input.resource.properties.price > 3

allow if who == input.subject.id
