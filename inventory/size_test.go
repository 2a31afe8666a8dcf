package inventory

import (
	"strings"
	"testing"
)

func TestSizeVCPUs(t *testing.T) {
	tests := []struct {
		name string
		want int // 0 = not told
	}{
		{"Standard_D2s_v5", 2},
		{"standard_d2s_v5", 2},
		{"STANDARD_D2S_V5", 2},
		{" Standard_E104ids_v5 ", 104},
		{"Standard_B12ms", 12},
		{"Standard_F1als_v7", 1},
		{"Standard_M176ds_4_v3", 176},
		{"Standard_NC4as_T4_v3", 4},
		{"Standard_ND128isr_NDR_GB200_v6", 128},
		{"Standard_NP10s", 10},
		{"Standard_DC1s_v2", 1},
		// active vCPUs
		{"Standard_E32-8s_v5", 8},
		{"Standard_DS11-1_v2", 1},
		{"Standard_F2-1ams_v7", 1},
		{"Standard_GS5-16", 16},
		// old families, by table
		{"Standard_A0", 1},
		{"Basic_A0", 1},
		{"Basic_A4", 8},
		{"Standard_A5", 2},
		{"Standard_A8", 8},
		{"Standard_A9", 16},
		{"Standard_A10", 8},
		{"Standard_A11", 16},
		{"Standard_A12", 0},
		{"Standard_D4", 8},
		{"Standard_D5_v2", 16},
		{"Standard_D11", 2},
		{"Standard_D15_v2", 20},
		{"Standard_DS14_v2", 16},
		{"Standard_DS2_v2_Promo", 2},
		{"Standard_DS13_v2_PROMO", 8},
		{"Standard_D6_v2", 0},
		{"Standard_G1", 2},
		{"Standard_GS5", 32},
		{"Standard_G6", 0},
		// the same families later: the number
		{"Standard_A4_v2", 4},
		{"Standard_A8m_v2", 8},
		{"Standard_D4_v3", 4},
		{"Standard_D16s_v3", 16},
		// families, letters and versions to come
		{"Standard_D2zq_v19", 2},
		{"Standard_H8_Promo", 8},
	}
	for _, tt := range tests {
		if s, ok := sizeOf(tt.name); !ok || s.VCPUs != tt.want {
			t.Errorf("sizeOf(%q) has %d vCPUs, %v; want %d", tt.name, s.VCPUs, ok, tt.want)
		}
	}
}

func TestSizeUnreadable(t *testing.T) {
	for _, name := range []string{
		"", " ", "Standard", "Standard_", "ExtraSmall", "Large", "D2s_v5", "Standard D2s v5", "Standard_D2s v5",
		"DSv3-Type1", "Standard_Ds_v5", "Standard_D2s_v", "Standard_D2s-v5", "Premium_D2s_v5", "Standard_D-2s_v5",
		"Standard_Q2s_v5", "Standard_DX2s_v5", "Standard_NX4_v1", "Standard_D2s_v5 (2 vcpus)", "xStandard_D2s_v5",
		"Standard_D2s_v3_v5", "Standard_D2s_v5a", "Standard_D2s_vv5", "Standard_D2s_v3_T4",
		"Standard_D2s_v2_Promo_v3x", "Standard_D2_v2_Promo_Promo", "Standard_D999999s_v5",
		"Basic_A5", "Basic_D2", "Basic_A1_v2", "Basic_A1s", "Basic_A2-1", "Standard_D٢s_v5",
	} {
		if s, ok := sizeOf(name); ok || s != (size{}) {
			t.Errorf("sizeOf(%q) = %+v, %v; want none", name, s, ok)
		}
	}
}

func TestSizeFamilies(t *testing.T) {
	for _, family := range []string{
		"A", "B", "D", "DC", "DS", "E", "EC", "F", "FX", "G", "GS", "H", "HB", "HC", "HX", "L", "M",
		"NC", "NCC", "ND", "NG", "NP", "NV", "PB",
	} {
		if s, ok := sizeOf("Standard_" + family + "4"); !ok || s.VCPUs == 0 {
			t.Errorf("family %s: %+v, %v; want it read", family, s, ok)
		}
	}
}

func TestSizeMemoryBelowOneGiB(t *testing.T) {
	tests := map[string]float64{
		"Standard_B1ls": 0.5, "standard_b1LS": 0.5, "Standard_A0": 0.75, "Basic_A0": 0.75,
		"Standard_B1s": 0, "Standard_B1ms": 0, "Standard_B12ms": 0, "Standard_A1": 0, "Basic_A1": 0,
		"Standard_A10": 0, "Standard_B2ts_v2": 0, "Standard_B1ls_v2": 0,
	}
	for name, want := range tests {
		if s, ok := sizeOf(name); !ok || s.MemoryGiB != want {
			t.Errorf("sizeOf(%q) has %v GiB, %v; want %v", name, s.MemoryGiB, ok, want)
		}
	}
}

func TestSizeVersion(t *testing.T) {
	tests := map[string]int{
		"Standard_B2ms": 1, "Standard_A2_v2": 2, "Standard_D2s_v5": 5, "Standard_D2as_v7": 7, "Standard_M64": 1,
		"Standard_DS2_v2_Promo": 2, "Standard_NC6_Promo": 1, "Standard_DC16ads_cc_v5": 5, "Standard_E2s_V10": 10,
		"Standard_NV36ads_A10_v5": 5, "Standard_NV4ads_V710_v5": 5, "Standard_ND96isr_MI300X_v5": 5, "Standard_M176s_3_v3": 3,
	}
	for name, want := range tests {
		if s, ok := sizeOf(name); !ok || s.Version != want {
			t.Errorf("sizeOf(%q) has version %d, %v; want %d", name, s.Version, ok, want)
		}
	}
}

func TestSizePremium(t *testing.T) {
	tests := map[string]bool{
		"Standard_D2s_v5": true, "Standard_D2S_V5": true, "Standard_B1ls": true, "Standard_DS1": true,
		"Standard_DS11-1_v2": true, "Standard_GS1": true, "Standard_E32-8s_v5": true,
		"Standard_DC8_v2": true, "standard_m64": true, "Standard_M64m": true, "Standard_M128": true, "Standard_M128m": true,
		"Standard_D2_v5": false, "Standard_A0": false, "Basic_A4": false, "Standard_D1_v2": false, "Standard_G5": false,
		"Standard_F16": false, "Standard_E2a_v4": false, "Standard_NC6": false, "Standard_M32": false,
		"Standard_DC4_v2": false, "Standard_M64_v2": false,
	}
	for name, want := range tests {
		if s, ok := sizeOf(name); !ok || s.Premium != Bool(want) {
			t.Errorf("sizeOf(%q) premium: %v, %v; want %v", name, s.Premium, ok, want)
		}
	}
}

func TestSizeProcessor(t *testing.T) {
	tests := []struct {
		name, maker string
		arm         Value
	}{
		{"Standard_D2ps_v5", "arm", Bool(true)},
		{"Standard_D2PLDS_V6", "arm", Bool(true)},
		{"Standard_B2pts_v2", "arm", Bool(true)},
		{"Standard_B2ats_v2", "amd", Bool(false)},
		{"Standard_D2as_v7", "amd", Bool(false)},
		{"Standard_DC2as_v5", "amd", Bool(false)},
		{"Standard_NC24ads_A100_v4", "amd", Bool(false)},
		{"Standard_D2s_v6", "intel", Bool(false)},
		{"Standard_DC2es_v6", "intel", Bool(false)},
		{"Standard_A2_v2", "intel", Bool(false)},
		{"Standard_M64ms", "intel", Bool(false)},
		{"Standard_NP10s", "", Bool(false)},
		{"Standard_PB6s", "", Bool(false)},
		{"Standard_HB120rs_v3", "", Bool(false)},
		{"Standard_HX176rs", "", Bool(false)},
		{"Standard_NC6s_v3", "", Bool(false)},
		{"Standard_ND96isr_H100_v5", "", Bool(false)},
		{"Standard_ND128isr_NDR_GB200_v6", "", Value{}},
		{"Standard_ND128isr_gb300_v6", "", Value{}},
	}
	for _, tt := range tests {
		s, ok := sizeOf(tt.name)
		if !ok || s.Maker != tt.maker || s.ARM64 != tt.arm {
			t.Errorf("sizeOf(%q) is by %q, arm %v, %v; want %q, %v", tt.name, s.Maker, s.ARM64, ok, tt.maker, tt.arm)
		}
	}
}

func TestSizeLocalDisk(t *testing.T) {
	has, none, open := Bool(true), Bool(false), Value{}
	tests := map[string]Value{
		"Standard_D2ds_v5": has, "Standard_M64ds_v2": has, "Standard_B2pds_v9": has, "Standard_NC24ads_A100_v4": has,
		"Standard_L8s_v3": has, "Standard_L8s_v9": has,
		"Standard_B2ms": has, "Standard_B2s_v2": none,
		"Standard_DC8_v2": has, "Standard_DC2s": has, "Standard_DC2s_v3": none, "Standard_DC2as_v5": none,
		"Standard_EC2as_v5": none, "Standard_FX4mds": has, "Standard_FX4ms_v2": none,
		"Standard_D4as_v4": has, "Standard_E4a_v4": has, "Standard_D4as_v5": none, "Standard_D4s_v4": none, "Standard_F4as_v4": none,
		"Standard_A0": has, "Basic_A1": has, "Standard_A4_v2": has, "Standard_D4_v3": has, "Standard_DS11-1_v2": has,
		"Standard_E4s_v3": has, "Standard_E4s_v5": none, "Standard_F4s_v2": has, "Standard_F4as_v6": none, "Standard_GS5": has,
		"Standard_M64": has, "Standard_M64s_v2": open, "Standard_M176s_3_v3": none, "Standard_M64s_v4": open,
		"Standard_H8": open, "Standard_HB120rs_v3": open, "Standard_NC6": open, "Standard_NP10s": open, "Standard_PB6s": open,
	}
	for name, want := range tests {
		if s, ok := sizeOf(name); !ok || s.LocalDisk != want {
			t.Errorf("sizeOf(%q) local disk: %v, %v; want %v", name, s.LocalDisk, ok, want)
		}
	}
}

// Sizes that miss the documented minimum of 2 vCPUs, and their neighbours.
func TestSizeBelowTwoVCPUs(t *testing.T) {
	below := []string{
		"Basic_A0", "Basic_A1", "Standard_A1", "Standard_A1_v2", "Standard_B1s", "Standard_D1", "Standard_DS1_v2",
		"Standard_DC1ds_v3", "Standard_F1s", "Standard_F1ads_v7", "Standard_DS12-1_v2", "Standard_F4-1amds_v7",
	}
	for _, name := range below {
		if s, ok := sizeOf(name); !ok || s.VCPUs != 1 {
			t.Errorf("sizeOf(%q) has %d vCPUs, %v; want 1", name, s.VCPUs, ok)
		}
	}
	for _, name := range []string{"Standard_B16ms", "Standard_D11", "Standard_A10", "Standard_G1", "Standard_F4-2ams_v7"} {
		if s, ok := sizeOf(name); !ok || s.VCPUs < 2 {
			t.Errorf("sizeOf(%q) has %d vCPUs, %v; want 2 or more", name, s.VCPUs, ok)
		}
	}
}

// TestDeriveSize: what the name of its size gives away are facts of a VM, and none
// of them is missing where the name says nothing.
func TestDeriveSize(t *testing.T) {
	names := p("vm.vcpus", "vm.belowOneGiB", "vm.sizeVersion", "vm.premiumCapable", "vm.arm64", "vm.localDisk", "vm.cpuMaker")
	for size, want := range map[string]string{
		"Standard_D4pds_v6": `4 false 6 true true true arm`,
		"Standard_B1ls":     `1 true 1 true false true intel`,
		"Standard_D2as_v4":  `2 false 4 true false true amd`,
		"Standard_D16":      `"Standard_D16" (not recognised) false 1 false false true intel`,
		"Gross":             strings.TrimSpace(strings.Repeat(`"Gross" (not recognised) `, 7)),
		"":                  "missing missing missing missing missing missing missing",
	} {
		values := map[string]any{}
		if size != "" {
			values["vm.size"] = size
		}
		vm, err := Example(VM, values, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, name := range names {
			got = append(got, vm.get(name).String())
		}
		if said := strings.Join(got, " "); said != want {
			t.Errorf("%s: %s, not %s", size, said, want)
		}
	}
}
