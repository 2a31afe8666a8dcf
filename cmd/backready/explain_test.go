package main

import "testing"

// TestReadable: the terminal shows paragraphs and steps in lines that fit, and
// commands as people copy them.
func TestReadable(t *testing.T) {
	const command = "az vm show --ids {id} --query \"**\" --output table --subscription {subscription}"
	page := "Some **words that** are more than forty characters long.\n\n1. **First** do this, which takes a line and a half\n- Or that\n\n```sh\n" + command + "\n```\n\nThen rest.\n"
	want := "Some words that are more than forty\ncharacters long.\n\n1. First do this, which takes a line and\n   a half\n- Or that\n\n```sh\n" + command + "\n```\n\nThen rest."
	if got := readable(page, 40); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
