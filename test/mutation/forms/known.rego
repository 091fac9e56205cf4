package known

name := "a" if input.action.name == "read"

name := "ab" if input.action.name != "read"
