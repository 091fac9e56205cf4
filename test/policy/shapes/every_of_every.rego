package shapes.every_of_every

allow if {
	every teams in [["t1", "t2"], ["t3"]] {
		every team in teams {
			input.resource.properties.team != team
		}
	}
}
