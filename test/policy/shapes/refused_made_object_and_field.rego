# refused: whether a field of the row is an object decides
package shapes.refused_made_object_and_field

allow if input.resource.properties.owner == {"a": input.resource.properties.name}
