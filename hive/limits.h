#pragma once
// Every cap on untrusted sizes, counts and depths, each with its reason. A cap that bites is an Error
// `limit_exceeded` or an anomaly, never silence.

#include <cstddef>
#include <cstdint>

namespace hive::limits {

/// Offsets inside a hive are 32 bits from the end of the 4,096-byte base block; nothing beyond is reachable.
inline constexpr std::uint64_t kMaxHiveBytes = 4096ULL + 0xFFFF'FFFFULL;
/// Windows allows 512 levels of keys (Registry Element Size Limits, Microsoft).
inline constexpr std::size_t kMaxKeyDepth = 512;
/// A key name holds 255 characters, a value name 16,383 (Registry Element Size Limits, Microsoft). The kernel takes
/// key names of 512 bytes; a longer one is damage, and copied for each of its mentions it would fill the memory.
inline constexpr std::size_t kMaxKeyNameBytes = 512;
inline constexpr std::size_t kMaxValueNameUnits = 16'383;
/// Entries behind those that a key counts which are looked at in its list of values. Windows leaves as many as were
/// deleted; with more of them no value of the key is called absent.
inline constexpr std::uint32_t kMaxStaleValues = 4096;
/// `ri` lists point to leaves; Windows writes one level. Deeper nesting is damage (hives.md 8).
inline constexpr std::size_t kMaxSubkeyListDepth = 2;
/// Values cited as evidence are small; the largest value worth loading for a verdict or a certificate.
inline constexpr std::size_t kMaxValueDataBytes = 64U * 1024 * 1024;
/// What a report shows of one value's data or text; the rest is named by its length.
inline constexpr std::size_t kShownDataBytes = 4096;
/// Anomalies kept per hive; further ones are counted only. A hostile hive has one per cell.
inline constexpr std::size_t kMaxAnomaliesKept = 1000;
/// Anomalies told with one answer: enough to see what is wrong. A hostile list has one for each of its entries,
/// and every question that goes through it would carry them all.
inline constexpr std::size_t kMaxAnomaliesTold = 32;
/// Keys that are looked at for one pattern with wildcards. The fullest lists that rules ask for (installed products,
/// certificates, bindings) hold some hundreds; the list of update packages of an old server some ten thousands.
inline constexpr std::size_t kMaxMatchedKeys = 32'768;
/// Hops over symbolic-link keys. Windows follows chains; a loop must end (hives.md 11).
inline constexpr std::size_t kMaxLinkHops = 8;
/// Entries of one folder that are listed. System32, the fullest folder on the way to a hive, holds a few
/// tens of thousands.
inline constexpr std::size_t kMaxFolderEntries = 200'000;
/// Files of a folder of exports that are looked into; each costs an open and a read. A folder with more is
/// no folder of exports.
inline constexpr std::size_t kMaxFolderFiles = 20'000;
/// Levels below a folder of exports whose hives belong to it: its files, and one level of subfolders that
/// may name users. Hives further down are most likely another machine's.
inline constexpr std::size_t kMaxExportDepth = 1;
/// Levels that are searched for hives too deep to be judged, so that they can be named.
inline constexpr std::size_t kMaxFolderDepth = 16;
/// Containers inside each other: ISO, install.wim, Winre.wim are three; a disk of a disk is no install image.
inline constexpr std::size_t kMaxNesting = 6;
/// Entries of an archive that are indexed; a whole Windows has some 150,000 files.
inline constexpr std::size_t kMaxArchiveEntries = 500'000;
/// Files of an archive whose beginning is kept, 4 KiB each: as many as are looked into at all (kMaxFolderFiles).
inline constexpr std::size_t kMaxArchivePrefixes = 20'000;
/// A file of an archive is unpacked into memory; the largest hives that are seen have some 500 MB.
inline constexpr std::uint64_t kMaxArchiveFileBytes = 1ULL << 30U;
/// A .reg file is read whole. The largest hives of a machine (SOFTWARE, some 150 MB) make texts of this size in
/// UTF-16.
inline constexpr std::uint64_t kMaxRegTextBytes = 512ULL * 1024 * 1024;
/// Keys and values of all texts of one machine, implied parents too: a line of a few bytes costs a hundred times
/// its size in memory. A SOFTWARE hive holds about 1.5 million.
inline constexpr std::size_t kMaxRegTextItems = 2'500'000;
/// One line of a .reg text; regedit breaks bytes after 80 characters and writes a string of 1 MB in one line.
inline constexpr std::size_t kMaxRegTextLineBytes = 4U * 1024 * 1024;
/// Defective lines kept per .reg text; further ones are counted only.
inline constexpr std::size_t kMaxRegDefectsKept = 1000;

/// Sections of a program file: Windows loads no file with more (PE format, Microsoft).
inline constexpr std::size_t kMaxPeSections = 96;
/// Entries of one folder of resources in a program file. shell32.dll, rich in icons, has some hundreds in one.
inline constexpr std::size_t kMaxResourceEntries = 8192;

/// Sectors in a cluster of an old transaction log. Windows writes 1, or 8 on disks with sectors of 4,096 bytes;
/// the rest is head-room.
inline constexpr std::uint32_t kMaxLogCluster = 128;
/// A log holds what one flush of a hive writes; logs of a few megabytes are usual (hives.md 9.4).
inline constexpr std::uint64_t kMaxLogBytes = 1ULL << 28U;
/// Transaction logs beside one hive: NAME.LOG, NAME.LOG1, NAME.LOG2.
inline constexpr std::size_t kMaxLogs = 3;

/// A certificate of the registry with all of its properties: a root has some 2 KB, and 64 KB is more than any
/// certificate that servers send. The blob may repeat what is in it, and hold names and pictures of a smart card.
inline constexpr std::size_t kMaxCertificateBytes = 64U * 1024;
inline constexpr std::size_t kMaxCertificateBlobBytes = 256U * 1024;
/// Windows knows about 130 properties, a certificate has a dozen.
inline constexpr std::size_t kMaxCertificateProperties = 256;
/// Microsoft's list of trusted roots has some 200 KB and 560 entries.
inline constexpr std::size_t kMaxTrustListBytes = 4U * 1024 * 1024;
inline constexpr std::size_t kMaxTrustListEntries = 20'000;
/// Certificates of a machine itself that are looked at; busy servers have some dozens.
inline constexpr std::size_t kMaxCertificatesRead = 500;
/// Lists of distrusted certificates that one store may hold; Windows keeps one, which it replaces.
inline constexpr std::size_t kMaxTrustListsRead = 16;

/// applicationHost.config: ten thousand sites take half of it. The parser needs up to twenty times the file.
inline constexpr std::size_t kMaxSiteConfigBytes = 8U * 1024 * 1024;
/// Bindings kept of it: HTTP.sys itself copes with fewer.
inline constexpr std::size_t kMaxSiteBindings = 50'000;
/// Text of a configuration shown in an error.
inline constexpr std::size_t kShownConfigBytes = 80;

/// Images of one WIM: the field holds 31 bits, and a header that claims 2^31 made libwim take 9 GB (images.md 1.3).
/// wimlib 1.14 draws the same line; media of Microsoft have up to twelve.
inline constexpr std::uint32_t kMaxWimImages = 65'535;
/// Entries of a blob table, 50 bytes each on disk and some 90 in memory. Media with ten editions have 200,000.
inline constexpr std::size_t kMaxWimBlobs = 2'000'000;
/// The metadata of one image, decompressed. 51,000 files take 8.7 MB (images.md 1.2), a server with all of its
/// languages some 100 MB.
inline constexpr std::uint64_t kMaxWimMetadataBytes = 256ULL * 1024 * 1024;
/// The XML of a WIM has up to some 100 KB (images.md 1.6); the parser needs up to twenty times its size.
inline constexpr std::uint64_t kMaxWimXmlBytes = 4ULL * 1024 * 1024;
/// A chunk is decompressed whole and kept. Microsoft's readers take no larger one than 2^26 (wimlib.h).
inline constexpr std::uint32_t kMaxWimChunkBytes = 64U * 1024 * 1024;
/// Chunks of one resource: as many as the largest hive has in the smallest chunks, twice.
inline constexpr std::uint64_t kMaxWimChunks = 1ULL << 21U;
/// A file inside a WIM that is opened: each is read whole once to prove its SHA-1, before anything of it is believed.
inline constexpr std::uint64_t kMaxWimBlobBytes = kMaxHiveBytes;
/// Decompressed chunks kept per resource: their bytes, and their number. One is kept always. Two of the largest, so
/// that two hives of a solid resource can be read by turns.
inline constexpr std::size_t kWimChunkCacheBytes = 128U * 1024 * 1024;
inline constexpr std::size_t kWimChunksCached = 8;
/// A file of a WIM up to this size is read whole, proved and kept while it is used: nearly all hives. A larger one
/// (the Winre.wim inside of an install.wim has some 500 MB) is proved, and read again where it is asked for.
inline constexpr std::uint64_t kWimBlobInMemoryBytes = 256ULL * 1024 * 1024;
/// Bytes of files of a WIM that are kept after their use, because its other images may hold the same: as many as the
/// largest of them has, this many at least.
inline constexpr std::size_t kWimKeptBytes = 24U * 1024 * 1024;
/// Hives of one image of a solid WIM that are read together, in the order of their places.
inline constexpr std::uint64_t kWimReadAheadBytes = 512ULL * 1024 * 1024;
/// Threads that decompress the chunks of one file; more than eight wait for memory.
inline constexpr unsigned kMaxWimThreads = 8;
/// Original bytes that those threads have at a time, and the most that their stored form takes.
inline constexpr std::size_t kWimBatchBytes = 8U * 1024 * 1024;
/// Text of a WIM (names of files, claims of its XML) shown in an error or kept as a claim.
inline constexpr std::size_t kShownWimTextBytes = 256;
/// Claims of the XML that are kept, one per image.
inline constexpr std::size_t kMaxWimClaims = kMaxWimImages;
/// Entries of a GPT. Windows writes 128 and reads no more; the rest is head-room for other tools.
inline constexpr std::uint32_t kMaxGptEntries = 1024;
/// Bytes of one entry of a GPT: 128 times a power of two (UEFI Specification 5.3.2); nobody writes more than 128.
inline constexpr std::uint32_t kMaxGptEntryBytes = 4096;
/// Logical partitions in the chain of an extended one. Windows gives letters to 24 of them.
inline constexpr std::uint32_t kMaxLogicalPartitions = 128;
/// Bytes of a VHDX's log. Windows makes 1 MiB; each megabyte can hold 256 entries, all of which are looked at.
inline constexpr std::uint32_t kMaxVhdxLogBytes = 64U * 1024 * 1024;
/// Bytes that the log of a VHDX may write zeros over. They are kept as places, a piece of 1 MiB each.
inline constexpr std::uint64_t kMaxVhdxZeroedBytes = 16ULL * 1024 * 1024 * 1024;
/// Bytes of the tables of a QCOW2: 256 MiB describe 2 TiB in clusters of the usual 64 KiB.
inline constexpr std::uint64_t kMaxQcowTableBytes = 256ULL * 1024 * 1024;
/// Ranges of a QCOW2 whose bytes are not in it (zeros, the backing file's): installing leaves some thousands.
inline constexpr std::size_t kMaxQcowRanges = 1'000'000;
/// Disks that a differencing disk stands on, one on the other. Hyper-V keeps up to 50 checkpoints of a machine
/// (Microsoft, Plan for Hyper-V scalability).
inline constexpr std::size_t kMaxDiskParents = 64;
/// A VHD and its blocks: Windows makes no VHD above 2,040 GiB (Microsoft, Virtual Hard Disk Image Format Specification
/// 1.0) and blocks of 512 KiB or 2 MiB; the rest is head-room. The table has then four million entries at most.
inline constexpr std::uint64_t kMaxVhdBytes = 2ULL << 40U;
inline constexpr std::uint64_t kMaxVhdBlockBytes = 256ULL * 1024 * 1024;
/// Bytes of a chunk of an EWF image, which is unpacked whole: usual are 64 sectors of 512 bytes, the most that tools
/// offer are 32,768 (libewf's documentation), with 2,048 bytes each on optical media.
inline constexpr std::uint32_t kMaxEwfChunkBytes = 64U * 1024 * 1024;
/// Segments of an EWF image: after .E01 to .E99 and .EAA to .ZZZ there are no more names.
inline constexpr std::uint32_t kMaxEwfSegments = 99 + 22 * 26 * 26;
/// Sections of all segments. 64 TiB in tables of 16,375 chunks of 32 KiB, the smallest that tools write, have 400,000.
inline constexpr std::uint32_t kMaxEwfSections = 500'000;
/// Bytes of the tables of an EWF image: 256 MiB describe 2 TiB in chunks of the usual 32 KiB.
inline constexpr std::uint64_t kMaxEwfTableBytes = 256ULL * 1024 * 1024;
/// Ranges of sectors that an imager could not read. A dying disk has some thousands.
inline constexpr std::size_t kMaxEwfUnreadRanges = 1'000'000;
/// Unpacked chunks kept per EWF image: their bytes, and their number. One is kept always. NTFS is read by turns at its
/// tables, its folders and its files.
inline constexpr std::size_t kEwfChunkCacheBytes = 8U * 1024 * 1024;
inline constexpr std::size_t kEwfChunksCached = 64;
/// A virtual disk's description of itself in text (VMDK): extents by the thousand fit.
inline constexpr std::size_t kMaxDiskTextBytes = 1024U * 1024;
/// A virtual disk, in bytes: VHDX and NTFS end at 64 TiB; the rest is head-room.
inline constexpr std::uint64_t kMaxDiskBytes = 1ULL << 50U;

}  // namespace hive::limits
