# refused: is_array is given something that depends on the row
package shapes.refused_is_array

allow if is_array(input.resource.properties.tags)
