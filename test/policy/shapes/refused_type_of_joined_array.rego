# refused: is_array is given something that depends on the row
package shapes.refused_type_of_joined_array

allow if is_array(data.rights[input.resource.properties.owner].roles)
