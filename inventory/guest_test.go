package inventory

import "testing"

func TestReleaseOfGuest(t *testing.T) {
	tests := []struct{ name, want string }{
		{"Windows Server 2025 Datacenter", "ws2025"},
		{"Windows Server 2022 Datacenter Azure Edition", "ws2022"},
		{"Microsoft Windows Server 2019 Datacenter", "ws2019"},
		{"WINDOWS  SERVER 2016 STANDARD", "ws2016"},
		{"Windows Server 2012 R2 Datacenter", "ws2012r2"},
		{"Windows Server 2012R2", "ws2012r2"},
		{"Windows Server 2012 Datacenter", "ws2012"},
		{"Windows Server 2008 R2 Enterprise", "ws2008r2"},
		{"Microsoft® Windows Server® 2008 Standard", "ws2008"},
		{"Windows Server (R) 2008 Datacenter", "ws2008"},
		{"Microsoft(R) Windows(R) 7 Enterprise", "win7"},
		{"Windows Server, version 20H2", "wssac"},
		{"Windows Server, version 2004", "wssac"},
		{"Windows 11 Enterprise multi-session", "win11"},
		{"Windows 10 Pro", "win10"},
		{"Windows 10 Enterprise 2019 LTSC", "win10"},
		{"Windows 8.1 Enterprise", "win8"},
		{"Windows 8 Pro", "win8"},
		{"Windows 7 Enterprise", "win7"},
		{"Windows 10", "win10"},
		{"Windows Server 2003 R2", ""},
		{"Windows Server 20222", ""},
		{"Windows Server 2016 R2", ""},
		{"Windows 12 Pro", ""},
		{"Windows 100", ""},
		{"Windows Vista Business", ""},
		{"Hyper-V Server 2019", ""},
		{"Windows Server Datacenter", ""},
		{"Ubuntu 22.04", ""},
	}
	for _, tt := range tests {
		for _, osType := range []string{"Windows", ""} {
			got, ok := osRelease(osType, tt.name, "", "", "")
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("osRelease(%q, %q) = %q, %v; want %q", osType, tt.name, got, ok, tt.want)
			}
		}
	}
}

func TestReleaseOfImage(t *testing.T) {
	const server, desktop = "MicrosoftWindowsServer", "MicrosoftWindowsDesktop"
	tests := []struct{ publisher, offer, sku, want string }{
		{server, "WindowsServer", "2025-datacenter-azure-edition-core", "ws2025"},
		{server, "WindowsServer", "2022-datacenter-azure-edition", "ws2022"},
		{"microsoftwindowsserver", "windowsserver", "2022-DATACENTER-G2", "ws2022"},
		{server, "WindowsServer", "2019-datacenter-gensecond", "ws2019"},
		{server, "WindowsServer", "2019-Datacenter-Core-smalldisk", "ws2019"},
		{server, "WindowsServer", "2016-datacenter-with-rdsh", "ws2016"},
		{server, "WindowsServer-HUB", "2016-Datacenter-HUB", "ws2016"},
		{server, "WindowsServer", "2012-R2-Datacenter", "ws2012r2"},
		{server, "WindowsServer", "2012-r2-datacenter-gensecond", "ws2012r2"},
		{server, "WindowsServer", "2012-Datacenter", "ws2012"},
		{server, "WindowsServer", "2008-R2-SP1", "ws2008r2"},
		{server, "WindowsServerSemiAnnual", "Datacenter-Core-1709-smalldisk", "wssac"},
		{server, "WindowsServer", "datacenter-core-20h2-with-containers-smalldisk-g2", "wssac"},
		{server, "WindowsServer", "datacenter-core-2004", "wssac"},
		{server, "WindowsServer", "23h2-datacenter-core-g2", "wssac"},
		{server, "WindowsServer", "datacenter-core-2019", ""},
		{server, "WindowsServer", "2028-datacenter", ""},
		{server, "WindowsServer", "20222-datacenter", ""},
		{server, "WindowsServer", "", ""},
		{desktop, "windows-11", "win11-23h2-pro", "win11"},
		{desktop, "Windows-10", "win10-22h2-ent-g2", "win10"},
		{desktop, "office-365", "win11-22h2-avd-m365", "win11"},
		{desktop, "office-365", "20h1-evd-o365pp", ""},
		{desktop, "Windows-10", "rs5-enterprise", "win10"},
		{desktop, "windows-11-preview", "preview-ent", "win11"},
		{desktop, "windows-10", "win11-21h2-ent", "win11"},
		{desktop, "windows-7", "win7-enterprise", "win7"},
		{desktop, "windows-8", "Win81-Pro-N-x64", "win8"},
		{desktop, "windows-100", "win101-pro", ""},
		{"MicrosoftSQLServer", "sql2019-ws2022", "enterprise-gen2", "ws2022"},
		{"MicrosoftSQLServer", "SQL2017-WS2016", "Enterprise", "ws2016"},
		{"MicrosoftSQLServer", "SQL2014SP3-WS2012R2", "Standard", "ws2012r2"},
		{"MicrosoftSQLServer", "sql2012sp4-ws2012", "standard", "ws2012"},
		{"MicrosoftSQLServer", "SQL2008R2SP3-WS2008R2SP1", "Web", "ws2008r2"},
		{"MicrosoftSQLServer", "sql2019-ubuntu2004", "sqldev", ""},
		{"MicrosoftVisualStudio", "visualstudio2019latest", "vs-2019-comm-latest-ws2022", "ws2022"},
		{"MicrosoftVisualStudio", "visualstudio2019latest", "vs-2019-comm", ""},
		{"MicrosoftVisualStudio", "visualstudio2022", "vs-2022-ent-latest-win11-n-gen2", "win11"},
		{"MicrosoftVisualStudio", "Windows", "Windows-10-N-x64", "win10"},
		{"MicrosoftWindowsServerHPCPack", "WindowsServerHPCPack", "2016U3CN-WS2019-RDMA", "ws2019"},
		{"MicrosoftWindowsServerHPCPack", "WindowsServerHPCPack", "2012R2", ""},
		{"contoso", "laws2019", "darwin10", ""},
		{"contoso", "ws20199", "win7x", "win7"},
		{"", "", "", ""},
		{"", "WindowsServer", "2019-Datacenter", ""},
	}
	for _, tt := range tests {
		got, ok := osRelease("Windows", "", tt.publisher, tt.offer, tt.sku)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("osRelease of %s:%s:%s = %q, %v; want %q", tt.publisher, tt.offer, tt.sku, got, ok, tt.want)
		}
	}
}

// The guest's word counts before the image's, and a Linux VM has no release.
func TestReleasePrecedence(t *testing.T) {
	tests := []struct{ osType, osName, want string }{
		{"Windows", "Windows Server 2022 Datacenter", "ws2022"},
		{"windows", "", "ws2016"},
		{"Windows", "Windows", "ws2016"},
		{"Windows", "Windows Server Standard", "ws2016"},
		{"", "Microsoft Windows", "ws2016"},
		{"Linux", "Windows Server 2022 Datacenter", "ws2022"},
		{"Windows", "Windows Server 2003", ""},
		{"Windows", "Ubuntu 22.04", ""},
		{"Linux", "", ""},
		{"Linux", "ubuntu", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		got, ok := osRelease(tt.osType, tt.osName, "MicrosoftWindowsServer", "WindowsServer", "2016-Datacenter")
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("osRelease(%q, %q) = %q, %v; want %q", tt.osType, tt.osName, got, ok, tt.want)
		}
	}
}

func TestDistroOfGuest(t *testing.T) {
	tests := []struct{ name, want string }{
		{"Ubuntu 22.04", "ubuntu"},
		{"ubuntu", "ubuntu"},
		{"Debian GNU/Linux 12 (bookworm)", "debian"},
		{"debian", "debian"},
		{"Red Hat Enterprise Linux 8.6", "rhel"},
		{"Red Hat Enterprise Linux Server 7.9 (Maipo)", "rhel"},
		{"redhat", "rhel"},
		{"rhel", "rhel"},
		{"SUSE Linux Enterprise Server 15 SP5", "sles"},
		{"SLES", "sles"},
		{"sles_sap", "sles"},
		{"openSUSE Leap 15.5", "opensuse"},
		{"opensuse-leap", "opensuse"},
		{"Oracle Linux Server 8.9", "oracle"},
		{"oracle", "oracle"},
		{"ol", "oracle"},
		{"AlmaLinux 9.3 (Shamrock Pampas Cat)", "almalinux"},
		{"Rocky Linux 9", "rocky"},
		{"rocky", "rocky"},
		{"Flatcar Container Linux by Kinvolk", "flatcar"},
		{"CoreOS", "coreos"},
		{"Container Linux by CoreOS 2512.3.0", "coreos"},
		{"CentOS Linux 7", "centos"},
		{"CentOS Stream 9", "centos"},
		{"Microsoft Azure Linux 3.0", "azurelinux"},
		{"CBL-Mariner", "azurelinux"},
		{"Common Base Linux Mariner", "azurelinux"},
		{"Fedora CoreOS", ""},
		{"Red Hat Enterprise Linux CoreOS 4.12", ""},
		{"CentOS Stream CoreOS", ""},
		{"SUSE Linux Enterprise Micro 5.5", ""},
		{"Fedora Linux 39", ""},
		{"Kali GNU/Linux Rolling", ""},
		{"Kubuntu", ""},
		{"ubuntuish", ""},
		{"olympus", ""},
		{"Windows Server 2019 Datacenter", ""},
	}
	for _, tt := range tests {
		for _, osType := range []string{"Linux", ""} {
			got, ok := distro(osType, tt.name, "", "", "")
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("distro(%q, %q) = %q, %v; want %q", osType, tt.name, got, ok, tt.want)
			}
		}
	}
}

func TestDistroOfImage(t *testing.T) {
	tests := []struct{ publisher, offer, want string }{
		{"Canonical", "0001-com-ubuntu-server-jammy", "ubuntu"},
		{"canonical", "ubuntu-24_04-lts", "ubuntu"},
		{"Debian", "debian-12", "debian"},
		{"credativ", "Debian", "debian"},
		{"RedHat", "RHEL", "rhel"},
		{"RedHat", "RHEL-SAP-HA", "rhel"},
		{"redhat", "rh-ocp-worker", ""},
		{"redhat", "rh-oke-worker", ""},
		{"redhat", "rh-opp-worker", ""},
		{"SUSE", "sles-15-sp5", "sles"},
		{"SUSE", "sles-sap-15-sp5-byos", "sles"},
		{"SUSE", "SLES-HPC", "sles"},
		{"suse", "openSUSE-Leap", "opensuse"},
		{"SUSE", "sle-micro-5-5-byos", ""},
		{"Oracle", "Oracle-Linux", "oracle"},
		{"oracle", "oracle_linux_8", "oracle"},
		{"Oracle", "weblogic-141100-jdk11-ol91", ""},
		{"almalinux", "almalinux-x86_64", "almalinux"},
		{"resf", "rockylinux-x86_64", "rocky"},
		{"ciq", "rocky", "rocky"},
		{"erockyenterprisesoftwarefoundationinc1653071250513", "rockylinux-9", "rocky"},
		{"kinvolk", "flatcar-container-linux-free", "flatcar"},
		{"CoreOS", "CoreOS", "coreos"},
		{"OpenLogic", "CentOS-HPC", "centos"},
		{"MicrosoftCBLMariner", "azure-linux-3", "azurelinux"},
		{"MicrosoftSQLServer", "sql2019-ubuntu2004", "ubuntu"},
		{"MicrosoftSQLServer", "SQL2017-RHEL73", "rhel"},
		{"MicrosoftSQLServer", "sql2019-sles12sp5", "sles"},
		{"MicrosoftSQLServer", "sql2019-ws2022", ""},
		{"MicrosoftWindowsServer", "WindowsServer", ""},
		{"azureopenshift", "aro4", ""},
		{"canonicalgroup", "ubuntu", ""},
		{"cognosys", "centos-7", ""},
		{"", "", ""},
		{"", "UbuntuServer", ""},
	}
	for _, tt := range tests {
		got, ok := distro("Linux", "", tt.publisher, tt.offer, "any")
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("distro of %s:%s = %q, %v; want %q", tt.publisher, tt.offer, got, ok, tt.want)
		}
	}
}

// The guest's word counts before the image's, and a Windows VM has no
// distribution.
func TestDistroPrecedence(t *testing.T) {
	tests := []struct{ osType, osName, want string }{
		{"Linux", "Rocky Linux 9", "rocky"},
		{"linux", "", "sles"},
		{"Linux", "SuSE", "sles"},
		{"Linux", "Linux", "sles"},
		{"Linux", "Fedora CoreOS", ""},
		{"", "ubuntu", "ubuntu"},
		{"", "linux", ""},
		{"", "", ""},
		{"Windows", "", ""},
		{"Windows", "Ubuntu 22.04", ""},
		{"Linux", "Windows Server 2019 Datacenter", ""},
	}
	for _, tt := range tests {
		got, ok := distro(tt.osType, tt.osName, "SUSE", "sles-15-sp5", "gen2")
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("distro(%q, %q) = %q, %v; want %q", tt.osType, tt.osName, got, ok, tt.want)
		}
	}
}
