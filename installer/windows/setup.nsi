; The installer: for one user, without an administrator.
;   Setup.exe [/S] [/NODESKTOP] [/D=C:\folder]   silent; no shortcut on the desktop; where to (last, without quotes)
;   uninstall.exe [/S] [/PURGE]                  silent; remove cases and settings, too
; Level of exit: 0 done, 2 given up, 3 the program is running, 4 this Windows is too old.
;
; Told from outside: VERSION, NUMBERS (four of them), ENDING (of case files), FROM (the program's folder), TO (the file to
; make), ICONS, SIDE (a bitmap), TARGET, and where they are wanted FAST and SIGN (a command that signs the file given to it).

Unicode true
Target ${TARGET}
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 32
!endif
SetDateSave off
ManifestDPIAware true
ManifestLongPathAware true
ManifestSupportedOS Win10
RequestExecutionLevel user

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh

!define ID "PharmacyCloseout"
!define PROGRAM "PharmacyCloseout.exe"
!define TYPE "PharmacyCloseout.Case"
!define CLASSES "Software\Classes"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"

!define MUI_ICON "${ICONS}\program.ico"
!define MUI_UNICON "${ICONS}\program.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
; The first is what a Windows in any other language gets.
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

!macro words name chinese english
  LangString ${name} ${LANG_SIMPCHINESE} "${chinese}"
  LangString ${name} ${LANG_ENGLISH} "${english}"
!macroend
!insertmacro words TITLE "药店闭店助手" "Pharmacy Closeout"
!insertmacro words CASE_FILE "药店闭店助手案卷" "Pharmacy Closeout case"
!insertmacro words PART_PROGRAM "程序" "Program"
!insertmacro words PART_DESKTOP "在桌面放一个图标" "Shortcut on the desktop"
!insertmacro words PART_DATA "把这台电脑上的案卷和设置也删掉（删了就打不开了）" "Remove the cases and settings on this PC, too (they cannot be opened again)"
!insertmacro words RUNNING "药店闭店助手正开着。关掉它的窗口，再点「重试」。案卷和程序都没有改动。" "Pharmacy Closeout is running. Close its window, then click Retry. Nothing has been changed."
!insertmacro words TOO_OLD "这台电脑的 Windows 太旧。需要 64 位的 Windows 10（1809 版）或更新的版本。什么都没有安装。" "This Windows is too old. A 64-bit Windows 10, version 1809 or newer, is needed. Nothing has been installed."
!insertmacro words FAILED "没有装好：文件写不进去，可能是磁盘满了。原来的程序没有改动。" "Not installed: the files could not be written, the disk may be full. The program that was there is unchanged."

Name "$(TITLE)"
BrandingText "$(TITLE) ${VERSION}"
OutFile "${TO}"
InstallDir "$LOCALAPPDATA\Programs\${ID}"
InstallDirRegKey HKCU "Software\${ID}" "InstallDir"
ShowInstDetails nevershow
ShowUninstDetails nevershow
VIProductVersion "${NUMBERS}"
!macro about language text
  VIAddVersionKey /LANG=${language} "ProductName" "药店闭店助手 Pharmacy Closeout"
  VIAddVersionKey /LANG=${language} "FileDescription" "${text}"
  VIAddVersionKey /LANG=${language} "FileVersion" "${VERSION}"
  VIAddVersionKey /LANG=${language} "ProductVersion" "${VERSION}"
  VIAddVersionKey /LANG=${language} "CompanyName" "Pharmacy Closeout"
  VIAddVersionKey /LANG=${language} "LegalCopyright" "MIT"
!macroend
!insertmacro about 2052 "药店闭店助手 安装程序"
!insertmacro about 1033 "Pharmacy Closeout Setup"
!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif

; A program that runs cannot be opened for writing. A test for its window would miss a walk without one.
!macro not_running un
Function ${un}NotRunning
  again:
  IfFileExists "$INSTDIR\${PROGRAM}" 0 free
  ClearErrors
  FileOpen $0 "$INSTDIR\${PROGRAM}" a
  IfErrors 0 close
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
  SetErrorLevel 3
  Quit
  close:
  FileClose $0
  free:
FunctionEnd
!macroend
!insertmacro not_running ""
!insertmacro not_running "un."

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    Goto old
  ${EndIf}
  ; 17763 is what 1809 calls itself.
  ReadRegStr $0 HKLM "Software\Microsoft\Windows NT\CurrentVersion" "CurrentBuildNumber"
  ${If} $0 != ""
  ${AndIf} $0 < 17763
    Goto old
  ${EndIf}
  Return
  old:
  MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
  SetErrorLevel 4
  Quit
FunctionEnd

; What was there is put aside until the new one is complete, and comes back when it does not get so far. The program's
; file goes first and is the sign that something lies aside.
Function PutBack
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}.old"
    ${If} ${FileExists} "$INSTDIR\_internal.old\*.*"
      RMDir /r "$INSTDIR\_internal"
      Rename "$INSTDIR\_internal.old" "$INSTDIR\_internal"
    ${EndIf}
    Delete "$INSTDIR\${PROGRAM}"
    Rename "$INSTDIR\${PROGRAM}.old" "$INSTDIR\${PROGRAM}"
  ${EndIf}
  RMDir /r "$INSTDIR\_internal.old"
FunctionEnd

Function .onInstFailed
  Call PutBack
FunctionEnd

Section "$(PART_PROGRAM)"
  SectionIn RO
  SetShellVarContext current
  Call NotRunning
  ; A power cut in an earlier installation.
  Call PutBack
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
    Rename "$INSTDIR\${PROGRAM}" "$INSTDIR\${PROGRAM}.old"
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    Rename "$INSTDIR\_internal" "$INSTDIR\_internal.old"
  ${EndIf}
  SetOutPath "$INSTDIR"
  SetOverwrite try
  File /r "${FROM}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "$(FAILED)" /SD IDOK
    SetErrorLevel 2
    Abort
  ${EndIf}
  Delete "$INSTDIR\${PROGRAM}.old"
  RMDir /r "$INSTDIR\_internal.old"

  CreateShortCut "$SMPROGRAMS\药店闭店助手.lnk" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "Software\${ID}" "InstallDir" "$INSTDIR"

  WriteRegStr HKCU "${CLASSES}\${TYPE}" "" "$(CASE_FILE)"
  WriteRegStr HKCU "${CLASSES}\${TYPE}\DefaultIcon" "" "$INSTDIR\_internal\resources\icons\app\case.ico"
  WriteRegStr HKCU "${CLASSES}\${TYPE}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  WriteRegStr HKCU "${CLASSES}\${ENDING}\OpenWithProgids" "${TYPE}" ""
  ReadRegStr $0 HKCU "${CLASSES}\${ENDING}" ""
  ${If} $0 == ""
    WriteRegStr HKCU "${CLASSES}\${ENDING}" "" "${TYPE}"
  ${EndIf}
  ${RefreshShellIcons}

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "$(TITLE)"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Pharmacy Closeout"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

Section "$(PART_DESKTOP)"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/NODESKTOP" $1
  ${If} ${Errors}
    CreateShortCut "$DESKTOP\药店闭店助手.lnk" "$INSTDIR\${PROGRAM}"
  ${EndIf}
SectionEnd

Section "un.$(PART_PROGRAM)"
  SectionIn RO
  SetShellVarContext current
  Call un.NotRunning
  ; Only what the installer brought: the folder may hold files of the user's.
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\${PROGRAM}.old"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\药店闭店助手.lnk"
  Delete "$DESKTOP\药店闭店助手.lnk"
  ReadRegStr $0 HKCU "${CLASSES}\${ENDING}" ""
  ${If} $0 == "${TYPE}"
    DeleteRegValue HKCU "${CLASSES}\${ENDING}" ""
  ${EndIf}
  DeleteRegValue HKCU "${CLASSES}\${ENDING}\OpenWithProgids" "${TYPE}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ENDING}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ENDING}"
  DeleteRegKey HKCU "${CLASSES}\${TYPE}"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\${ID}"
  ${un.RefreshShellIcons}
SectionEnd

Section /o "un.$(PART_DATA)" DATA
  SetShellVarContext current
  RMDir /r "$LOCALAPPDATA\${ID}"
SectionEnd

Function un.onInit
  ${un.GetParameters} $0
  ClearErrors
  ${un.GetOptions} $0 "/PURGE" $1
  ${IfNot} ${Errors}
    SectionSetFlags ${DATA} ${SF_SELECTED}
  ${EndIf}
FunctionEnd
