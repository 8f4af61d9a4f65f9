/** What every exported C program brings itself: the calls of ntdll and kernel32, with what they print. */

/** Functions are inline so that a compiler does not complain of those that a program does not use. */
export const cRuntime = String.raw`struct slot {
    HANDLE handle;
    UCHAR *memory;
    SIZE_T length;
    DWORD protection;
    HANDLE done;
    IO_STATUS_BLOCK io;
    const UCHAR *output;
    ULONG output_length;
    int semaphore;
    int in_flight;
};

static struct slot slots[SLOTS];
/* The last NTSTATUS of each action, for the result. */
static NTSTATUS answers[ACTIONS];

static inline void say(int number, const char *title, NTSTATUS status, ULONG_PTR information, const char *then)
{
    if (number >= 0) answers[number] = status;
    printf("%4d  %s\n      NTSTATUS 0x%08lx, Information %lu\n", number, title, (unsigned long)status, (unsigned long)information);
    if (then[0] != 0) printf("      then     %s\n", then);
    fflush(stdout);
}

static inline void show(const UCHAR *bytes, ULONG_PTR length)
{
    ULONG_PTR i;
    if (bytes == NULL) return;
    if (length > 256) length = 256;
    for (i = 0; i < length; i++) printf("%s%02x%s", i % 16 == 0 ? "      " : " ", bytes[i], i % 16 == 15 || i + 1 == length ? "\n" : "");
}

/* Puts a handle or an address into bytes. */
static inline void put(UCHAR *bytes, SIZE_T at, SIZE_T size, ULONG_PTR value)
{
    memcpy(bytes + at, &value, size < sizeof value ? size : sizeof value);
}

static inline HANDLE open_object(int number, const char *title, HANDLE parent, void *name, USHORT length, ACCESS_MASK access, const char *then)
{
    UNICODE_STRING text;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE handle = NULL;
    NTSTATUS status;
    text.Buffer = name;
    text.Length = length;
    text.MaximumLength = length;
    InitializeObjectAttributes(&attributes, &text, OBJ_CASE_INSENSITIVE, parent, NULL);
    memset(&io, 0, sizeof io);
    status = NtCreateFile(&handle, access | SYNCHRONIZE, &attributes, &io, NULL, FILE_ATTRIBUTE_NORMAL,
                          FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN, 0, NULL, 0);
    say(number, title, status, io.Information, then);
    return status >= 0 ? handle : NULL;
}

/* The interface that is named on the command line instead of the recorded one. */
static const char *other_path;

static inline HANDLE open_interface(int number, const char *title, USHORT *path, USHORT length, ACCESS_MASK access, const char *then)
{
    static USHORT other[1024];
    USHORT i;
    if (other_path == NULL) return open_object(number, title, NULL, path, length, access, then);
    for (i = 0; i < 1024 && other_path[i] != 0; i++) other[i] = (UCHAR)other_path[i];
    /* As the object manager knows it. */
    if (i > 4 && other[0] == '\\' && other[1] == '\\') other[1] = '?';
    return open_object(number, title, NULL, other, (USHORT)(i * 2), access, then);
}

static inline void close_object(int number, const char *title, HANDLE *handle, const char *then)
{
    if (*handle != NULL) say(number, title, NtClose(*handle), 0, then);
    *handle = NULL;
}

static inline void submit(struct slot *slot, HANDLE handle, ULONG code, void *input, ULONG input_length, void *output, ULONG output_length)
{
    NTSTATUS status;
    slot->done = CreateEventW(NULL, TRUE, FALSE, NULL);
    slot->output = output;
    slot->output_length = output_length;
    slot->in_flight = 1;
    memset(&slot->io, 0, sizeof slot->io);
    status = NtDeviceIoControlFile(handle, slot->done, NULL, NULL, &slot->io, code, input, input_length, output, output_length);
    if (status == STATUS_PENDING) return;
    /* An error is not always written into the status block. */
    if ((ULONG)status >= 0xc0000000ul) slot->io.Status = status;
    SetEvent(slot->done);
}

/* Waits for a request; 0 if it is still pending. */
static inline int wait_for(int number, const char *title, struct slot *slot, DWORD limit, const char *then)
{
    if (!slot->in_flight) return 1;
    if (WaitForSingleObject(slot->done, limit) != WAIT_OBJECT_0) {
        printf("%4d  %s\n      still pending after %lu ms\n", number, title, (unsigned long)limit);
        return 0;
    }
    slot->in_flight = 0;
    say(number, title, slot->io.Status, slot->io.Information, then);
    if ((ULONG)slot->io.Status < 0xc0000000ul) show(slot->output, slot->io.Information < slot->output_length ? slot->io.Information : slot->output_length);
    CloseHandle(slot->done);
    return 1;
}

static inline void cancel(HANDLE handle, struct slot *slot)
{
    /* CancelIoEx takes the status block where others have an OVERLAPPED. */
    if (slot->in_flight) CancelIoEx(handle, (OVERLAPPED *)(void *)&slot->io);
}

static inline void request(int number, const char *title, HANDLE handle, ULONG code, void *input, ULONG input_length,
                           void *output, ULONG output_length, DWORD limit, const char *then)
{
    /* Not on the stack: a request that never ends would write there later. */
    struct slot *slot = calloc(1, sizeof *slot);
    if (slot == NULL) return;
    submit(slot, handle, code, input, input_length, output, output_length);
    if (wait_for(number, title, slot, limit, then)) {
        free(slot);
        return;
    }
    cancel(handle, slot);
    answers[number] = STATUS_PENDING;
    if (wait_for(number, title, slot, 1000, then)) free(slot);
}

static inline void allocate(struct slot *slot, SIZE_T length, SIZE_T misalign, DWORD protection)
{
    DWORD before;
    UCHAR *base = VirtualAlloc(NULL, length + misalign + 1, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    slot->length = length;
    slot->protection = protection;
    if (base == NULL) return;
    slot->memory = base + misalign;
    if (protection == 0) VirtualFree(base, 0, MEM_RELEASE);
    else if (protection != PAGE_READWRITE) VirtualProtect(base, length + misalign + 1, protection, &before);
}

static inline void write_memory(struct slot *slot, SIZE_T offset, const UCHAR *bytes, SIZE_T length)
{
    DWORD before;
    if (slot->memory == NULL || slot->protection == 0 || offset + length > slot->length) return;
    VirtualProtect(slot->memory, slot->length, PAGE_READWRITE, &before);
    memcpy(slot->memory + offset, bytes, length);
    VirtualProtect(slot->memory, slot->length, slot->protection, &before);
}

static inline void release(struct slot *slot)
{
    if (slot->memory != NULL && slot->protection != 0) VirtualFree((void *)((ULONG_PTR)slot->memory & ~(ULONG_PTR)0xfff), 0, MEM_RELEASE);
    slot->protection = 0;
}

static inline void take_signals(int number, const char *title, struct slot *slot, DWORD limit, const char *then)
{
    ULONG count = 0;
    while (WaitForSingleObject(slot->handle, count == 0 ? limit : 0) == WAIT_OBJECT_0) {
        count++;
        if (!slot->semaphore) break;
    }
    printf("%4d  %s\n      signalled %lu times\n", number, title, (unsigned long)count);
    if (then[0] != 0) printf("      then     %s\n", then);
}
`;
