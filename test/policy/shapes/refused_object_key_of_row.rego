# refused: an object's key is a field of the row
package shapes.refused_object_key_of_row

allow if {
	named := {input.resource.properties.owner: 1}
	named.u1 == 1
}
