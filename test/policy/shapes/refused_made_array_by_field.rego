# refused: an array is indexed by a field of the row
package shapes.refused_made_array_by_field

allow if [input.resource.properties.owner, input.resource.properties.name][input.resource.properties.price] == "a"
