package shapes.parent_folder

parents contains data.folders[input.resource.id].parent

parents contains input.resource.id

allow if {
	some id in parents
	data.folders[id].owner == input.subject.id
}
