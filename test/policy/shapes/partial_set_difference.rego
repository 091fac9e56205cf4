package shapes.partial_set_difference

wanted contains "a" if input.resource.properties.status == "open"

wanted contains "b" if input.resource.properties.flag

given contains "a" if input.resource.properties.owner == input.subject.id

given contains "b"

allow if count(wanted - given) == 0
