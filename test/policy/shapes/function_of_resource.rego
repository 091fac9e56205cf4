package shapes.function_of_resource

is_mine(resource) if resource.id == "d1"

is_mine(resource) if resource.properties.owner == input.subject.id

allow if is_mine(input.resource)
