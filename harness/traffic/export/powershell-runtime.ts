/**
 * What every exported PowerShell script brings itself: a class in C# 5, as Windows PowerShell 5.1 compiles it.
 *
 * Long because it is one text: the part of every exported script that does not depend on the finding.
 */
export const powershellRuntime = String.raw`using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;

public class Mem
{
    public IntPtr At;
    public int Length;
}

public static class Replay
{
    [StructLayout(LayoutKind.Sequential)]
    struct UNICODE_STRING { public ushort Length; public ushort MaximumLength; public IntPtr Buffer; }

    [StructLayout(LayoutKind.Sequential)]
    struct OBJECT_ATTRIBUTES
    {
        public int Length;
        public IntPtr RootDirectory;
        public IntPtr ObjectName;
        public uint Attributes;
        public IntPtr SecurityDescriptor;
        public IntPtr SecurityQualityOfService;
    }

    [DllImport("ntdll.dll")]
    static extern int NtCreateFile(out IntPtr handle, uint access, ref OBJECT_ATTRIBUTES attributes, IntPtr io, IntPtr size,
        uint fileAttributes, uint share, uint disposition, uint options, IntPtr ea, uint eaLength);
    [DllImport("ntdll.dll")]
    static extern int NtDeviceIoControlFile(IntPtr handle, IntPtr done, IntPtr apc, IntPtr context, IntPtr io, uint code,
        IntPtr input, uint inputLength, IntPtr output, uint outputLength);
    [DllImport("ntdll.dll")]
    static extern int NtClose(IntPtr handle);
    [DllImport("kernel32.dll")]
    static extern IntPtr CreateEventW(IntPtr security, bool manual, bool state, IntPtr name);
    [DllImport("kernel32.dll")]
    static extern IntPtr CreateSemaphoreW(IntPtr security, int first, int most, IntPtr name);
    [DllImport("kernel32.dll")]
    static extern bool SetEvent(IntPtr handle);
    [DllImport("kernel32.dll")]
    static extern uint WaitForSingleObject(IntPtr handle, uint limit);
    [DllImport("kernel32.dll")]
    static extern bool CancelIoEx(IntPtr handle, IntPtr io);
    [DllImport("kernel32.dll")]
    static extern IntPtr VirtualAlloc(IntPtr at, UIntPtr length, uint kind, uint protection);
    [DllImport("kernel32.dll")]
    static extern bool VirtualFree(IntPtr at, UIntPtr length, uint kind);
    [DllImport("kernel32.dll")]
    static extern bool VirtualProtect(IntPtr at, UIntPtr length, uint protection, out uint before);

    class Flight { public IntPtr Handle; public IntPtr Done; public IntPtr Io; public Mem Output; }

    public static readonly Mem None = new Mem();
    public static string OtherPath;
    static readonly Dictionary<int, IntPtr> handles = new Dictionary<int, IntPtr>();
    static readonly HashSet<int> semaphores = new HashSet<int>();
    static readonly Dictionary<int, Mem> memory = new Dictionary<int, Mem>();
    static readonly Dictionary<int, uint> protections = new Dictionary<int, uint>();
    static readonly Dictionary<int, Flight> flights = new Dictionary<int, Flight>();
    static readonly Dictionary<int, int> answers = new Dictionary<int, int>();

    static void Say(int number, string title, int status, long information, string then)
    {
        answers[number] = status;
        Console.WriteLine("{0,4}  {1}", number, title);
        Console.WriteLine("      NTSTATUS 0x{0:x8}, Information {1}", (uint)status, information);
        if (then != "") Console.WriteLine("      then     {0}", then);
    }

    static void Show(Mem output, long information)
    {
        long length = Math.Min(256, Math.Min(information, output.Length));
        for (int i = 0; i < length; i++)
            Console.Write("{0}{1:x2}{2}", i % 16 == 0 ? "      " : " ", Marshal.ReadByte(output.At, i), i % 16 == 15 || i + 1 == length ? "\n" : "");
    }

    static IntPtr HandleOf(int slot)
    {
        IntPtr handle;
        return handles.TryGetValue(slot, out handle) ? handle : IntPtr.Zero;
    }

    // Text of bytes: "0102ff 00*64". Each link is "at:size:slot" for a handle, "at:size:slot:offset" for an address.
    public static Mem Bytes(string text, params string[] links)
    {
        List<byte> bytes = new List<byte>();
        foreach (string word in text.Split(new char[] { ' ' }, StringSplitOptions.RemoveEmptyEntries))
        {
            int star = word.IndexOf('*');
            if (star > 0)
            {
                byte value = byte.Parse(word.Substring(0, 2), NumberStyles.HexNumber);
                for (int i = int.Parse(word.Substring(3)); i > 0; i--) bytes.Add(value);
                continue;
            }
            for (int i = 0; i < word.Length; i += 2) bytes.Add(byte.Parse(word.Substring(i, 2), NumberStyles.HexNumber));
        }
        Mem mem = new Mem();
        mem.Length = bytes.Count;
        mem.At = Marshal.AllocHGlobal(Math.Max(1, bytes.Count));
        Marshal.Copy(bytes.ToArray(), 0, mem.At, bytes.Count);
        foreach (string link in links)
        {
            string[] parts = link.Split(':');
            int slot = int.Parse(parts[2]);
            long value = parts.Length == 4 ? memory[slot].At.ToInt64() + long.Parse(parts[3]) : HandleOf(slot).ToInt64();
            if (parts[1] == "8") Marshal.WriteInt64(mem.At, int.Parse(parts[0]), value);
            else Marshal.WriteInt32(mem.At, int.Parse(parts[0]), unchecked((int)value));
        }
        return mem;
    }

    public static Mem Part(int slot, int offset, int length)
    {
        Mem mem = new Mem();
        mem.At = new IntPtr(memory[slot].At.ToInt64() + offset);
        mem.Length = length;
        return mem;
    }

    public static Mem At(string address, int length)
    {
        Mem mem = new Mem();
        mem.At = new IntPtr(unchecked((long)ulong.Parse(address, NumberStyles.HexNumber)));
        mem.Length = length;
        return mem;
    }

    public static void OpenPath(int number, string title, int slot, string path, uint access, string then)
    {
        string text = OtherPath == null ? path : OtherPath;
        if (text.StartsWith("\\\\?\\")) text = "\\??\\" + text.Substring(4);
        Mem name = new Mem();
        name.At = Marshal.StringToHGlobalUni(text);
        name.Length = text.Length * 2;
        Create(number, title, slot, IntPtr.Zero, name, access, then);
    }

    public static void OpenChild(int number, string title, int slot, int parent, Mem name, uint access, string then)
    {
        Create(number, title, slot, HandleOf(parent), name, access, then);
    }

    static void Create(int number, string title, int slot, IntPtr parent, Mem name, uint access, string then)
    {
        UNICODE_STRING text = new UNICODE_STRING();
        text.Length = (ushort)name.Length;
        text.MaximumLength = (ushort)name.Length;
        text.Buffer = name.At;
        OBJECT_ATTRIBUTES attributes = new OBJECT_ATTRIBUTES();
        attributes.Length = Marshal.SizeOf(typeof(OBJECT_ATTRIBUTES));
        attributes.RootDirectory = parent;
        attributes.ObjectName = Marshal.AllocHGlobal(Marshal.SizeOf(typeof(UNICODE_STRING)));
        Marshal.StructureToPtr(text, attributes.ObjectName, false);
        attributes.Attributes = 0x40;
        IntPtr io = Status();
        IntPtr handle;
        int status = NtCreateFile(out handle, access | 0x100000, ref attributes, io, IntPtr.Zero, 0x80, 3, 1, 0, IntPtr.Zero, 0);
        Say(number, title, status, Marshal.ReadIntPtr(io, IntPtr.Size).ToInt64(), then);
        if (status >= 0) handles[slot] = handle;
    }

    static IntPtr Status()
    {
        IntPtr io = Marshal.AllocHGlobal(2 * IntPtr.Size);
        for (int i = 0; i < 2; i++) Marshal.WriteIntPtr(io, i * IntPtr.Size, IntPtr.Zero);
        return io;
    }

    public static void Close(int number, string title, int slot, string then)
    {
        if (HandleOf(slot) == IntPtr.Zero) return;
        Say(number, title, NtClose(HandleOf(slot)), 0, then);
        handles.Remove(slot);
    }

    static Flight Send(int handle, uint code, Mem input, Mem output)
    {
        Flight flight = new Flight();
        flight.Handle = HandleOf(handle);
        flight.Done = CreateEventW(IntPtr.Zero, true, false, IntPtr.Zero);
        flight.Io = Status();
        flight.Output = output;
        int status = NtDeviceIoControlFile(flight.Handle, flight.Done, IntPtr.Zero, IntPtr.Zero, flight.Io, code,
            input.At, (uint)input.Length, output.At, (uint)output.Length);
        if (status == 0x103) return flight;
        // An error is not always written into the status block.
        if ((uint)status >= 0xc0000000) Marshal.WriteInt32(flight.Io, status);
        SetEvent(flight.Done);
        return flight;
    }

    static bool Ended(int number, string title, Flight flight, uint limit, string then)
    {
        if (WaitForSingleObject(flight.Done, limit) != 0)
        {
            Console.WriteLine("{0,4}  {1}\n      still pending after {2} ms", number, title, limit);
            return false;
        }
        int status = Marshal.ReadInt32(flight.Io);
        long information = Marshal.ReadIntPtr(flight.Io, IntPtr.Size).ToInt64();
        Say(number, title, status, information, then);
        if ((uint)status < 0xc0000000) Show(flight.Output, information);
        return true;
    }

    public static void Request(int number, string title, int handle, uint code, Mem input, Mem output, uint limit, string then)
    {
        Flight flight = Send(handle, code, input, output);
        if (Ended(number, title, flight, limit, then)) return;
        answers[number] = 0x103;
        CancelIoEx(flight.Handle, flight.Io);
        Ended(number, title, flight, 1000, then);
    }

    public static void Submit(int slot, int handle, uint code, Mem input, Mem output)
    {
        flights[slot] = Send(handle, code, input, output);
    }

    public static void Wait(int number, string title, int slot, uint limit, string then)
    {
        Flight flight;
        if (flights.TryGetValue(slot, out flight) && Ended(number, title, flight, limit, then)) flights.Remove(slot);
    }

    public static void Cancel(int slot)
    {
        Flight flight;
        if (flights.TryGetValue(slot, out flight)) CancelIoEx(flight.Handle, flight.Io);
    }

    // A protection of 0 gives memory that is gone.
    public static void Allocate(int slot, int length, int misalign, uint protection)
    {
        uint before;
        UIntPtr size = new UIntPtr((uint)(length + misalign + 1));
        IntPtr start = VirtualAlloc(IntPtr.Zero, size, 0x3000, 4);
        Mem mem = new Mem();
        mem.At = new IntPtr(start.ToInt64() + misalign);
        mem.Length = length;
        memory[slot] = mem;
        protections[slot] = protection;
        if (protection == 0) VirtualFree(start, UIntPtr.Zero, 0x8000);
        else if (protection != 4) VirtualProtect(start, size, protection, out before);
    }

    public static void Kernel(int slot, string address, int length)
    {
        memory[slot] = At(address, length);
        protections[slot] = 0;
    }

    public static void Write(int slot, int offset, Mem bytes)
    {
        uint before;
        Mem mem = memory[slot];
        if (protections[slot] == 0 || offset + bytes.Length > mem.Length) return;
        byte[] copy = new byte[bytes.Length];
        Marshal.Copy(bytes.At, copy, 0, copy.Length);
        VirtualProtect(mem.At, new UIntPtr((uint)mem.Length), 4, out before);
        Marshal.Copy(copy, 0, new IntPtr(mem.At.ToInt64() + offset), copy.Length);
        VirtualProtect(mem.At, new UIntPtr((uint)mem.Length), protections[slot], out before);
    }

    public static void Release(int slot)
    {
        if (protections[slot] != 0) VirtualFree(new IntPtr(memory[slot].At.ToInt64() & ~0xfffL), UIntPtr.Zero, 0x8000);
        protections[slot] = 0;
    }

    public static void Event(int slot, bool manual)
    {
        handles[slot] = CreateEventW(IntPtr.Zero, manual, false, IntPtr.Zero);
    }

    public static void Semaphore(int slot, int most)
    {
        handles[slot] = CreateSemaphoreW(IntPtr.Zero, 0, most, IntPtr.Zero);
        semaphores.Add(slot);
    }

    public static void Take(int number, string title, int slot, uint limit, string then)
    {
        int count = 0;
        while (WaitForSingleObject(HandleOf(slot), count == 0 ? limit : 0) == 0)
        {
            count++;
            if (!semaphores.Contains(slot)) break;
        }
        Console.WriteLine("{0,4}  {1}\n      signalled {2} times", number, title, count);
        if (then != "") Console.WriteLine("      then     {0}", then);
    }

    // Gives everything back. Whether the action was answered as it was then.
    public static bool Finish(int number, uint status)
    {
        foreach (Flight flight in flights.Values) CancelIoEx(flight.Handle, flight.Io);
        List<int> slots = new List<int>(handles.Keys);
        slots.Reverse();
        foreach (int slot in slots) NtClose(handles[slot]);
        int answer;
        return answers.TryGetValue(number, out answer) && (uint)answer == status;
    }
}
`;
