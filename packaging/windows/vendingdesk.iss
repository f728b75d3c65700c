; The installer for Windows, for Inno Setup 6.4.1 or newer (the first with Arabic). Made by packaging/windows/build.py,
; which hands in what is not known here: ISCC /DAppVersion=… /DAppNumbers=… /DProgram=… /DIcon=… /DInto=…
; What may stand here is held by packaging/windows/check.py: nothing of the firewall, no service, no registry but PATH.

#if Ver < EncodeVer(6, 4, 1)
  #error Inno Setup 6.4.1 or newer is needed
#endif
#ifndef AppVersion
  #error Give the version: /DAppVersion=0.1.0
#endif
#ifndef AppNumbers
  #error Give the version as four numbers: /DAppNumbers=0.1.0.0
#endif
#ifndef Program
  #error Give the frozen folder: /DProgram=...\build\frozen\vendingdesk
#endif
#ifndef Icon
  #error Give the icon: /DIcon=...\vendingdesk.ico
#endif
#ifndef Into
  #error Give the folder for the installer: /DInto=...\dist
#endif

#define Running "io.github.vendingdesk.running,Global\io.github.vendingdesk.running"

[Setup]
; Never changed: by this a newer version finds the older one.
AppId={{E44471BB-15D5-42CD-8EB6-FEABF858DB1E}
AppName=Vending Desk
AppVersion={#AppVersion}
AppVerName=Vending Desk {#AppVersion}
AppPublisher=Vending Desk
VersionInfoVersion={#AppNumbers}
VersionInfoProductTextVersion={#AppVersion}
VersionInfoDescription=Vending Desk, the installer
SourceDir=..\..
OutputDir={#Into}
OutputBaseFilename=vendingdesk-{#AppVersion}-windows-x86_64-setup
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\vendingdesk.exe
LicenseFile=LICENSE
WizardStyle=modern

; For whoever installs it, without an administrator's password; or for everybody, if that is chosen or /ALLUSERS said.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog commandline
DefaultDirName={autopf}\Vending Desk
DisableDirPage=auto
DisableProgramGroupPage=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
; What Qt needs: Windows 10 of 2018.
MinVersion=10.0.17763

; A running counter may be waiting for a token. Nobody closes it but the person in front of it.
AppMutex={#Running}
CloseApplications=no
RestartApplications=no
SetupMutex=io.github.vendingdesk.setup,Global\io.github.vendingdesk.setup

ChangesEnvironment=WizardIsTaskSelected('path')
Compression=lzma2/max
SolidCompression=yes
TimeStampsInUTC=yes
SetupLogging=yes
; A publisher who has a certificate adds: /DSigned /Svendingdesk="signtool sign /fd SHA256 … $f"
#ifdef Signed
SignTool=vendingdesk
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "fr"; MessagesFile: "compiler:Languages\French.isl"
Name: "ar"; MessagesFile: "compiler:Languages\Arabic.isl"

[CustomMessages]
en.KioskMine=Start as a kiosk whenever I sign in to Windows
en.KioskAll=Start as a kiosk whenever anybody signs in to this computer
en.Path=Let “vendingdesk” be typed in a command line (adds it to PATH)
en.Demo=Vending Desk: the demo, with its own server and its own books
en.Running=Vending Desk is open. Close it in its own window first: it waits for what is on its way to the server. Then go on.
en.Older=Version %1 is installed, and this is the older version %2.%n%nBooks that the newer one has opened can't be opened by an older one. Nothing would be lost, but nothing could be sold until the newer one is installed again.%n%nInstall the older version all the same?
en.BooksStay=Vending Desk was removed. The books are still there: journal, customers, settings and slips, in %1 and in the same folder of every other user who sold.
fr.KioskMine=Démarrer en borne chaque fois que j’ouvre ma session Windows
fr.KioskAll=Démarrer en borne à chaque ouverture de session sur cet ordinateur
fr.Path=Pouvoir taper « vendingdesk » dans une ligne de commande (l’ajoute à PATH)
fr.Demo=Vending Desk : la démonstration, avec son propre serveur et ses propres livres
fr.Running=Vending Desk est ouvert. Fermez-le d’abord dans sa propre fenêtre : il attend ce qui est en route vers le serveur. Puis continuez.
fr.Older=La version %1 est installée, et celle-ci, la %2, est plus ancienne.%n%nUne version plus ancienne ne peut pas ouvrir les livres que la nouvelle a ouverts. Rien ne serait perdu, mais rien ne pourrait être vendu avant que la nouvelle soit de nouveau installée.%n%nInstaller quand même l’ancienne ?
fr.BooksStay=Vending Desk a été retiré. Les livres sont toujours là : journal, clients, réglages et tickets, dans %1 et dans le même dossier de chaque autre utilisateur qui a vendu.
ar.KioskMine=التشغيل كشك خدمة كلما سجّلتُ الدخول إلى Windows
ar.KioskAll=التشغيل كشك خدمة كلما سجّل أي شخص الدخول إلى هذا الحاسوب
ar.Path=إتاحة كتابة “vendingdesk” في سطر الأوامر (يضاف إلى PATH)
ar.Demo=Vending Desk: العرض التجريبي، بخادمه ودفاتره الخاصة
ar.Running=برنامج Vending Desk مفتوح. أغلقه أولاً من نافذته: فهو ينتظر ما هو في طريقه إلى الخادم. ثم تابع.
ar.Older=الإصدار %1 مثبّت، وهذا الإصدار %2 أقدم منه.%n%nلا يستطيع إصدار أقدم فتح الدفاتر التي فتحها الإصدار الأحدث. لن يضيع شيء، لكن لن يمكن البيع حتى يُثبّت الأحدث من جديد.%n%nهل تريد تثبيت الإصدار الأقدم رغم ذلك؟
ar.BooksStay=أُزيل Vending Desk. ما زالت الدفاتر موجودة: السجل والزبائن والإعدادات والإيصالات، في %1 وفي المجلد نفسه لدى كل مستخدم آخر باع.

[Tasks]
Name: "desktop"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked
Name: "path"; Description: "{cm:Path}"; Flags: unchecked
Name: "kiosk"; Description: "{cm:KioskMine}"; Flags: unchecked; Check: not IsAdminInstallMode
Name: "kioskall"; Description: "{cm:KioskAll}"; Flags: unchecked; Check: IsAdminInstallMode

[InstallDelete]
; The older version's parts go before the newer one's come: one that is left over would be loaded. So do the entries
; of tasks that were unticked this time. Books are never in these places.
Type: filesandordirs; Name: "{app}\_internal"
Type: files; Name: "{autodesktop}\Vending Desk.lnk"
Type: files; Name: "{autostartup}\Vending Desk kiosk.lnk"

[Files]
Source: "{#Program}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs
Source: "LICENSE"; DestDir: "{app}"; DestName: "LICENSE.txt"; Flags: ignoreversion
Source: "README.md"; DestDir: "{app}"; Flags: ignoreversion
Source: "CHANGELOG.md"; DestDir: "{app}"; Flags: ignoreversion

[Icons]
Name: "{autoprograms}\Vending Desk"; Filename: "{app}\vendingdesk.exe"; AppUserModelID: "io.github.vendingdesk.VendingDesk"
Name: "{autoprograms}\Vending Desk demo"; Filename: "{app}\vendingdesk.exe"; Parameters: "--demo"; Comment: "{cm:Demo}"
Name: "{autodesktop}\Vending Desk"; Filename: "{app}\vendingdesk.exe"; AppUserModelID: "io.github.vendingdesk.VendingDesk"; Tasks: desktop
Name: "{autostartup}\Vending Desk kiosk"; Filename: "{app}\vendingdesk.exe"; Parameters: "--kiosk"; Tasks: kiosk kioskall

[Run]
Filename: "{app}\vendingdesk.exe"; Description: "{cm:LaunchProgram,Vending Desk}"; Flags: nowait postinstall skipifsilent

[UninstallDelete]
Type: dirifempty; Name: "{app}"

[Code]
const
  MachineEnvironment = 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment';
  UserEnvironment = 'Environment';
  Uninstalled = 'Software\Microsoft\Windows\CurrentVersion\Uninstall\{E44471BB-15D5-42CD-8EB6-FEABF858DB1E}_is1';

function EnvironmentKey: String;
begin
  if IsAdminInstallMode then
    Result := MachineEnvironment
  else
    Result := UserEnvironment;
end;

// Path without the program's own entry, however it is spelled; every other entry stays as it is, empty ones too.
function WithoutUs(const Path, Ours: String): String;
var
  Rest, Entry: String;
  At: Integer;
  First: Boolean;
begin
  Result := '';
  First := True;
  Rest := Path + ';';
  At := Pos(';', Rest);
  while At > 0 do
  begin
    Entry := Copy(Rest, 1, At - 1);
    Delete(Rest, 1, At);
    if (Entry = '') or (CompareText(RemoveBackslashUnlessRoot(RemoveQuotes(Entry)), Ours) <> 0) then
    begin
      if not First then
        Result := Result + ';';
      Result := Result + Entry;
      First := False;
    end;
    At := Pos(';', Rest);
  end;
end;

procedure SetPath(const Wanted: Boolean);
var
  Before, After: String;
begin
  if not RegQueryStringValue(HKA, EnvironmentKey, 'Path', Before) then
    Before := '';
  After := WithoutUs(Before, ExpandConstant('{app}'));
  if Wanted then
  begin
    if (After <> '') and (After[Length(After)] <> ';') then
      After := After + ';';
    After := After + ExpandConstant('{app}');
  end;
  if After <> Before then
    RegWriteExpandStringValue(HKA, EnvironmentKey, 'Path', After);
end;

// The program itself says what version is there: not what stands in the registry, which has words behind the numbers.
function InstalledNumbers(var Numbers: Int64; var Shown: String): Boolean;
var
  Folder: String;
begin
  Result := RegQueryStringValue(HKA, Uninstalled, 'Inno Setup: App Path', Folder)
    and GetPackedVersion(AddBackslash(Folder) + 'vendingdesk.exe', Numbers);
  if Result and not RegQueryStringValue(HKA, Uninstalled, 'DisplayVersion', Shown) then
    Shown := VersionToStr(Numbers);
end;

function InitializeSetup: Boolean;
var
  There, Ours: Int64;
  Shown: String;
begin
  Result := True;
  if StrToVersion('{#AppNumbers}', Ours) and InstalledNumbers(There, Shown) and (ComparePackedVersion(There, Ours) > 0) then
    // Silently nothing is made older, unless it is said: /OLDER=yes
    Result := (ExpandConstant('{param:OLDER|no}') = 'yes') or (SuppressibleMsgBox(
      FmtMessage(CustomMessage('Older'), [Shown, '{#AppVersion}']), mbConfirmation, MB_YESNO or MB_DEFBUTTON2, IDNO) = IDYES);
end;

// AppMutex is looked at when the installer starts; this is the moment before anything is touched.
function PrepareToInstall(var NeedsRestart: Boolean): String;
begin
  if CheckForMutexes('{#Running}') then
    Result := CustomMessage('Running')
  else
    Result := '';
end;

procedure CurStepChanged(CurStep: TSetupStep);
begin
  if CurStep = ssPostInstall then
    SetPath(WizardIsTaskSelected('path'));
end;

procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
begin
  if CurUninstallStep = usUninstall then
    SetPath(False);
  if CurUninstallStep = usPostUninstall then
    SuppressibleMsgBox(
      FmtMessage(CustomMessage('BooksStay'), [ExpandConstant('{localappdata}\vendingdesk')]), mbInformation, MB_OK, IDOK);
end;
