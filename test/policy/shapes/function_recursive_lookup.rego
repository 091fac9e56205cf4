package shapes.function_recursive_lookup

owner_of(id) := data.folders[id].owner

parent_of(id) := data.folders[id].parent

allow if owner_of(input.resource.id) == input.subject.id

allow if owner_of(parent_of(input.resource.id)) == input.subject.id

allow if owner_of(parent_of(parent_of(input.resource.id))) == input.subject.id
