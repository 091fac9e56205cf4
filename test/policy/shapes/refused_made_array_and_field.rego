# refused: whether a field of the row is an array decides
package shapes.refused_made_array_and_field

allow if input.resource.properties.owner == [input.resource.properties.name]
